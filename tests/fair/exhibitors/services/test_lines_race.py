"""The same form arrives on two connections at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from fair.exhibitors.models import ProductLine
from fair.exhibitors.services import lines
from tests.factories.editions import SupplierFactory
from tests.factories.taxonomy import ProcessFactory


@pytest.mark.django_db(transaction=True)
def test_create_line_from_two_connections_makes_one():
    supplier, process, key = SupplierFactory(), ProcessFactory(), uuid4()
    values = {"title": {"en": "Shafts"}, "processes": [process]}
    start = Barrier(2)

    def create(_attempt):
        start.wait(timeout=10)
        try:
            line = lines.create_product_line(supplier, submission_key=key, values=values)
            return line.pk, list(line.processes.all())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(create, range(2))

    assert first == second == (ProductLine.objects.get().pk, [process])
