package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private final RequestBudget budget = new RequestBudget(100);
    private final List<String> granted = new ArrayList<>();

    @Test
    void letsOneRequestLargerThanEverythingThroughAlone() {
        assertThat(budget.reserve(500, () -> granted.add("large"))).isTrue();
        assertThat(budget.reserve(1, () -> granted.add("small"))).isFalse();

        budget.release(500);

        assertThat(granted).containsExactly("small");
        assertThat(budget.reservedBytes()).isEqualTo(1);
    }

    @Test
    void servesThoseWhoWaitInOrder() {
        budget.reserve(60, () -> {});
        budget.reserve(60, () -> granted.add("first"));
        assertThat(budget.reserve(10, () -> granted.add("second")))
                .as("nobody overtakes")
                .isFalse();

        budget.release(60);

        assertThat(granted).containsExactly("first", "second");
    }

    @Test
    void letsTheNextGoOnWhenTheFirstInLineGivesUp() {
        Runnable first = () -> granted.add("first");
        budget.reserve(60, () -> {});
        budget.reserve(60, first);
        budget.reserve(10, () -> granted.add("second"));

        assertThat(budget.withdraw(first)).isTrue();

        assertThat(granted).containsExactly("second");
        assertThat(budget.withdraw(first)).isFalse();
    }
}
