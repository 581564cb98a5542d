package io.tailwater.core.group.state;

/** What those have in common who take requests to consumer groups. Wired by {@link ConsumerGroups}. */
record ConsumerParts(
        HeldGroups groups,
        GroupTimes times,
        ConsumerAdmission admission,
        ConsumerAssignments assignments,
        ConsumerExits exits,
        Subscriptions subscriptions,
        Migration migration) {}
