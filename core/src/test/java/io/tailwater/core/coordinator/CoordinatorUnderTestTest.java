package io.tailwater.core.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.result.ErrorCode;
import org.junit.jupiter.api.Test;

/** That the double does what it says, on the smallest state machine; read it for how to test a real one. */
class CoordinatorUnderTestTest {

    private final CoordinatorUnderTest<CountersState> coordinator =
            new CoordinatorUnderTest<>(CountersState::new, 1_000);

    private Answer<Long> add(String name) {
        return coordinator.ask((state, reply, output) -> state.add(name, reply, output));
    }

    @Test
    void knowsAfterARestartWhatItKnewBefore() {
        add("a");
        assertThat(add("a").value()).isEqualTo(2);
        coordinator.restart();
        assertThat(coordinator.state().loaded).isTrue();
        assertThat(add("a").value()).isEqualTo(3);
    }

    @Test
    void answersAndKeepsOnlyWhatIsOnDisk() {
        add("a");
        coordinator.holdFlushes();
        Answer<Long> lost = add("a");
        Answer<Long> read = coordinator.ask((state, reply, output) -> state.get("a", reply, output));
        assertThat(lost.isGiven()).isFalse();
        assertThat(read.isGiven()).isFalse();
        coordinator.crash();
        assertThat(lost.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(read.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(coordinator.state().counters()).containsEntry("a", 1L);
    }

    @Test
    void answersLaterStepsOrAtTheDeadline() {
        Answer<Long> reached = coordinator.ask((state, reply, output) -> state.await("a", 1, 500, reply, output));
        Answer<Long> missed = coordinator.ask((state, reply, output) -> state.await("a", 2, 500, reply, output));
        add("a");
        assertThat(reached.value()).isEqualTo(1);
        coordinator.elapse(499);
        assertThat(missed.isGiven()).isFalse();
        coordinator.elapse(1);
        assertThat(missed.errorCode()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void refusesRepliesThatTheStateStillHeldWhenItWent() {
        Answer<Long> waiting = coordinator.ask((state, reply, output) -> state.await("a", 1, 500, reply, output));
        coordinator.restart();
        assertThat(waiting.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void keepsTheStateThroughACompactionDuringWhichItChanges() {
        add("a");
        add("b");
        coordinator.<Long>ask((state, reply, output) -> state.setLater("c", 9, 7, reply, output));
        coordinator.compact(() -> add("b"));
        coordinator.<Boolean>ask((state, reply, output) -> state.end(7, true, reply, output));
        var before = coordinator.state().counters();
        assertThat(before).containsEntry("c", 9L);
        coordinator.restart();
        assertThat(coordinator.state().counters()).isEqualTo(before);
    }

    @Test
    void tellsAStateThatAnswersTwice() {
        assertThatThrownBy(() -> coordinator.<Long>ask((state, reply, output) -> {
                    output.answer(reply, 1L);
                    output.answer(reply, 2L);
                }))
                .isInstanceOf(IllegalStateException.class);
    }
}
