package io.tailwater.core.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingChange.Append;
import io.tailwater.core.setting.SettingChange.Assign;
import io.tailwater.core.setting.SettingChange.Reset;
import io.tailwater.core.setting.SettingChange.Subtract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsEditTest {

    private static final SettingTable TABLE = new SettingTable(
            "test",
            List.of(
                    Setting.list("letters", "a", List.of(), "Letters."),
                    Setting.integer("size", 1, 1, 9, "A size."),
                    Setting.integer("level", -1, 1, 9, "A level."),
                    Setting.flag("on", "Whether it is on.")));

    private static Map<String, String> applied(Map<String, String> own, SettingChange... changes) {
        return ((Result.Ok<Map<String, String>>) edited(own, changes)).value();
    }

    private static Result<Map<String, String>> edited(Map<String, String> own, SettingChange... changes) {
        return new SettingsEdit.Changes(List.of(changes)).applyTo(own, TABLE);
    }

    @Test
    void changesWhatIsNamedAndLeavesTheRest() {
        Map<String, String> own = Map.of("size", "2", "on", "true");

        assertThat(applied(own, new Assign("size", "3"))).isEqualTo(Map.of("size", "3", "on", "true"));
        assertThat(applied(own, new Reset("size"))).isEqualTo(Map.of("on", "true"));
        assertThat(applied(own, new Reset("level"), new Reset("unknown"))).isEqualTo(own);
    }

    @Test
    void replacesEverything() {
        SettingsEdit replacement = new SettingsEdit.Replacement(Map.of("size", "4"));

        assertThat(replacement.applyTo(Map.of("on", "true"), TABLE)).isEqualTo(Result.ok(Map.of("size", "4")));
    }

    @Test
    void appendsToAListWhatItDoesNotHave() {
        assertThat(applied(Map.of(), new Append("letters", "b"))).containsEntry("letters", "a,b");
        assertThat(applied(Map.of("letters", "x"), new Append("letters", "b,x, c")))
                .containsEntry("letters", "x,b,c");
        assertThat(applied(Map.of("letters", ""), new Append("letters", "b"))).containsEntry("letters", "b");
    }

    @Test
    void subtractsFromAListWhatItHas() {
        assertThat(applied(Map.of("letters", "a,b,c"), new Subtract("letters", "b,z")))
                .containsEntry("letters", "a,c");
        assertThat(applied(Map.of(), new Subtract("letters", "a"))).containsEntry("letters", "");
    }

    @Test
    void appendsOnlyToLists() {
        assertThat(edited(Map.of(), new Append("size", "3")))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_CONFIG));
        assertThat(edited(Map.of(), new Subtract("sizes", "3"))).isInstanceOf(Result.Refused.class);
    }

    @Test
    void takesADefaultThatIsOutsideOfTheRange() {
        assertThat(TABLE.refusal(Map.of("level", "-1"))).isNull();
        assertThat(TABLE.refusal(Map.of("level", "0"))).contains("from 1 to 9 or -1");
        assertThat(TABLE.refusal(Map.of("size", "0"))).contains("from 1 to 9,");
    }

    @Test
    void keepsFlagsInSmallLetters() {
        assertThat(TABLE.refusal(Map.of("on", " TRUE "))).isNull();
        assertThat(TABLE.normalized("on", " TRUE ")).isEqualTo("true");
        assertThat(TABLE.refusal(Map.of("on", "yes"))).contains("true, false");
    }
}
