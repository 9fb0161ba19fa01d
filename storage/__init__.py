"""The database: models, migrations, queries, bulk intake. The only place with SQL or the ORM."""
