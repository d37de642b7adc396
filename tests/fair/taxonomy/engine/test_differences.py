from fair.taxonomy.engine.differences import differences


def test_differences_sort_the_keys_by_fate():
    found = differences({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4})

    assert found.added == ("d",)
    assert found.changed == ("b",)
    assert found.withdrawn == ("c",)
    assert found.unchanged == 1
    assert found.any


def test_differences_withdraw_only_what_is_present():
    found = differences({"a": 1, "b": 2}, {}, present={"b"})

    assert found.withdrawn == ("b",)


def test_differences_of_equal_sets_are_none():
    assert not differences({"a": 1}, {"a": 1}).any
