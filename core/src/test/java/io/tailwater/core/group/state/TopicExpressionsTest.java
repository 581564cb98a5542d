package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tailwater.core.result.ErrorCode;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That regular expressions are taken as RE2 takes them, but for those that would take all memory. */
class TopicExpressionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders-.*",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(a|b)*c{1,20}",
                "\\Q(((\\E.*",
                "[]()a-z]+",
                "[^)(]{3}x{2,}",
                "\\p{Greek}+\\x{10FFFF}",
                "(?i)topic\\.\\d+",
                ""
            })
    void takesWhatIsOne(String expression) {
        assertThat(TopicExpressions.refusal(expression)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a{1001}",
                "(?=a)",
                "(((a{100}){100}){100})",
                "(((((a{30}){30}){30}){30}){30})",
                "((\\Q)\\Ea{900}){900})",
                "([)]a{900}){900}"
            })
    void refusesWhatIsNoneOrTakesTooMuch(String expression) {
        assertThat(TopicExpressions.refusal(expression).code()).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
    }

    @Property(tries = 2_000)
    void noProgramIsLargerThanItMayBe(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {
            "a", "(", ")", "[", "]", "^", "{9}", "{3,}", "{2,7}", "\\", "\\Q", "\\E", "|", "*", ".", "(?:", "{", "}"
        };
        StringBuilder expression = new StringBuilder();
        for (int i = random.nextInt(14); i >= 0; i--) {
            expression.append(pieces[random.nextInt(pieces.length)]);
        }
        long estimated = ExpressionSize.of(expression.toString());
        try {
            int actual = Pattern.compile(expression.toString()).programSize();
            assertThat((long) actual)
                    .as("%s, estimated %d", expression, estimated)
                    .isLessThanOrEqualTo(10 * estimated + 20);
        } catch (PatternSyntaxException e) {
            // Then its size does not matter.
        }
    }
}
