"""An alert becomes a message and is handed over: email, WeCom group bot."""
