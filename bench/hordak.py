"""How fast is the best-known Django ledger at its best? django-hordak, a transaction of two legs.

It decides nothing and keeps no journal; it is the floor that a full command has to beat.
Run alone: ``python -m bench.hordak URL CALLERS SECONDS`` prints transactions per second.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import django
from django.conf import settings

from bench.figures import Figure

SECONDS = 6


def run(url: str) -> list[Figure]:
    """Its best of 1, 4 and 8 callers, each in a process of its own."""
    rates = {callers: _alone(url, callers) for callers in (1, 4, 8)}
    best = max(rates, key=lambda callers: rates[callers])
    return [Figure("django-hordak, two legs, at its best", rates[best], None, f"{best} callers")]


def _alone(url: str, callers: int) -> float:
    command = [sys.executable, "-m", "bench.hordak", url, str(callers), str(SECONDS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def _configure(url: str) -> None:
    from earnest.environment import postgres_settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={"default": {**postgres_settings(url), "CONN_MAX_AGE": None}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        CURRENCIES=["USD"],
        DEFAULT_CURRENCY="USD",
        USE_TZ=True,
        SECRET_KEY="bench",
    )
    django.setup()


def _measure(callers: int, seconds: float) -> float:
    from django.core.management import call_command
    from django.db import transaction
    from hordak.models import Account, AccountType, Leg, Transaction
    from moneyed import Money

    call_command("migrate", verbosity=0)
    names = [f"{kind} {n}" for n in range(callers) for kind in ("bank", "escrow")]
    kinds = {"bank": AccountType.asset, "escrow": AccountType.liability}
    accounts = [
        Account.objects.create(name=name, type=kinds[name.split()[0]], currencies=["USD"])
        for name in names
    ]
    done = [0] * callers
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        bank, escrow = accounts[2 * number : 2 * number + 2]
        while time.perf_counter() < end:
            with transaction.atomic():
                booked = Transaction.objects.create()
                Leg.objects.create(transaction=booked, account=bank, debit=Money("1.00", "USD"))
                Leg.objects.create(transaction=booked, account=escrow, credit=Money("1.00", "USD"))
            done[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


if __name__ == "__main__":
    _configure(sys.argv[1])
    sys.stdout.write(f"{_measure(int(sys.argv[2]), float(sys.argv[3]))}\n")
