"""Which routes Mosquitto 2.1 skips, against the comparison of every two of them as it makes it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mqttmesh.flow import with_twins
from mqttmesh.mesh import TopicRoute

prefixes = st.sampled_from(["", "a/", "b/"])
routes = st.lists(
    st.builds(
        TopicRoute,
        st.sampled_from(["", "x", "y"]),
        st.just("out"),
        st.sampled_from([0, 1]),
        prefixes,
        prefixes,
    ),
    max_size=12,
)


def taken_for(route: TopicRoute, earlier: TopicRoute) -> bool:
    """Mosquitto's own comparison: what is missing on either side differs from nothing."""
    if route.qos != earlier.qos or earlier.filter not in ("", route.filter):
        return False
    pairs = (
        (route.local_prefix, earlier.local_prefix),
        (route.remote_prefix, earlier.remote_prefix),
    )
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


@given(routes)
def test_a_route_is_skipped_if_one_that_is_kept_before_it_looks_the_same(
    given_routes: list[TopicRoute],
) -> None:
    kept: list[TopicRoute] = []
    for route, twin in with_twins(given_routes):
        assert (twin is not None) == any(taken_for(route, earlier) for earlier in kept)
        if twin is None:
            kept.append(route)
        else:
            assert taken_for(route, twin)
