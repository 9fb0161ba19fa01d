"""Complete backups in one file, and what becomes of them: made, verified, restored. 备份与恢复."""
