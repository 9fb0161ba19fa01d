var __data = {};
