"""A notebook for analysts on the published warehouse, with SQL in its cells: `make notebook`.

It opens the published copy read-only, so that it never waits for a run and never blocks one. RABITA_DATA is the folder.
"""

import marimo

__generated_with = "0.23"
app = marimo.App(width="medium", sql_output="native")


@app.cell
def _():
    import marimo as mo

    import warehouse
    from flows.settings import Settings

    try:
        published = warehouse.open_published(Settings().published)  # stays open while the notebook refers to it
        con = published.__enter__()
        problem = ""
    except warehouse.WarehouseError as error:
        published, con, problem = None, None, str(error)
    mo.stop(con is None, mo.md(f"**{problem[:1].upper()}{problem[1:]}.**"))
    return con, mo, published


@app.cell
def _(mo):
    mo.md("""
    # Rabita

    `rabita sql` without a query lists all views and describes their columns. Times are UTC.
    """)


@app.cell
def _(con, mo):
    contacts = mo.sql(
        """
        SELECT contact, us_leader, channel, date_from, duration_minutes, outlets, first_outlet, state
        FROM contact_timeline
        ORDER BY date_to DESC NULLS LAST
        """,
        engine=con,
    )
    return (contacts,)


@app.cell
def _(con, mo):
    by_year = mo.sql(
        """
        SELECT strftime(date_to, '%Y') AS year, channel, count(*) AS contacts
        FROM (SELECT date_to, channel FROM contact_timeline WHERE state NOT IN ('denied', 'dismissed', 'withdrawn')
              UNION ALL
              SELECT date_to, channel FROM known_contact WHERE id NOT IN (SELECT contact FROM contact_timeline))
        GROUP BY ALL
        ORDER BY year, channel
        """,
        engine=con,
    )
    return (by_year,)


@app.cell
def _(con, mo):
    health = mo.sql(
        """
        SELECT outlet, name, last_success, newest_article, articles, articles_last_day, last_problem
        FROM source_health
        ORDER BY failing_runs DESC, outlet
        """,
        engine=con,
    )
    return (health,)


@app.cell
def _(con, mo):
    runs = mo.sql(
        """
        SELECT run.flow, run.started_at, run_end.outcome, sum(tally.loaded) AS loaded
        FROM run
        LEFT JOIN run_end ON run_end.run = run.id
        LEFT JOIN tally ON tally.run = run.id
        GROUP BY ALL
        ORDER BY run.started_at DESC
        LIMIT 50
        """,
        engine=con,
    )
    return (runs,)


if __name__ == "__main__":
    app.run()
