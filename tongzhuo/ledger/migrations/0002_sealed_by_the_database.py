"""What is written in the book stays as it is, and comes to nothing: said to the database itself.

Entries are written first and their transaction last: its row is their seal. When it is set the database adds up the
entries of each lot; afterwards none joins them, and nothing of it is changed or taken out. SQLite forgets the triggers of
a table that a later migration makes anew: such a migration sets them again by `sealed`.
"""

from django.db import migrations

FIXED = ("ledger_entry", "ledger_transaction", "ledger_lot", "ledger_closing", "ledger_count")
KEPT = (*FIXED, "ledger_account", "ledger_asset")
UNEVEN = """NOT EXISTS (SELECT 1 FROM ledger_entry WHERE transaction_code = NEW.code)
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE transaction_code = NEW.code GROUP BY lot_id HAVING SUM(amount) <> 0)
    OR EXISTS (SELECT 1 FROM ledger_entry e JOIN ledger_lot l ON l.id = e.lot_id
        WHERE e.transaction_code = NEW.code AND l.asset_id <> e.asset_id)"""
SEALED = "EXISTS (SELECT 1 FROM ledger_transaction WHERE code = NEW.transaction_code)"
SHUT = "NOT EXISTS (SELECT 1 FROM ledger_unsealed)"


def guards():
    """Name, table, event, condition, what it says."""
    yield "ledger_balances", "ledger_transaction", "INSERT", UNEVEN, "ledger: the entries of a lot do not come to nothing"
    yield "ledger_sealed", "ledger_entry", "INSERT", SEALED, "ledger: this transaction is sealed"
    for table in FIXED:
        yield f"{table}_fixed", table, "UPDATE", "1 = 1", f"ledger: {table} is never changed"
    for table in KEPT:
        yield f"{table}_kept", table, "DELETE", SHUT, f"ledger: {table} is never taken out"


def on_sqlite(name, table, event, condition, says):
    return f"""CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{says}'); END"""


def on_postgresql(name, table, event, condition, says):
    after = "RETURN OLD" if event == "DELETE" else "RETURN NEW"
    yield f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        {after}; END $$"""
    yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def sealed(apps, schema_editor):
    for guard in guards():
        if schema_editor.connection.vendor == "postgresql":
            for statement in on_postgresql(*guard):
                schema_editor.execute(statement)
        else:
            schema_editor.execute(on_sqlite(*guard))


def opened(apps, schema_editor):
    for name, table, *_rest in guards():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_the_book")]

    operations = [migrations.RunPython(sealed, opened)]
