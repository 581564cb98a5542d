package io.tailwater.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of Kafka's documentation and of KIP-371. */
class PrincipalMappingTest {

    private static final String KAFKAS = "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/,"
            + "RULE:^CN=(.*?),OU=(.*?),O=(.*?),L=(.*?),ST=(.*?),C=(.*?)$/$1@$2/L,"
            + "RULE:^.*[Cc][Nn]=([a-zA-Z0-9.]*).*$/$1/L,"
            + "DEFAULT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=serviceuser,OU=ServiceUsers,O=Unknown,L=Unknown,ST=Unknown,C=Unknown | serviceuser",
                "CN=adminUser,OU=Admin,O=Unknown,L=Unknown,ST=Unknown,C=Unknown | adminuser@admin",
                "OU=People,cn=Ada.L,O=x | ada.l",
                "O=Nobody | O=Nobody"
            })
    void namesAsKafkaDoes(String distinguishedName, String name) {
        assertThat(PrincipalMapping.parse(KAFKAS).name(distinguishedName)).contains(name);
    }

    @Test
    void takesSlashesAndCapitals() {
        assertThat(PrincipalMapping.parse("RULE:CN=a\\/(.*)/x\\/$1/U").name("CN=a/b"))
                .contains("X/B");
    }

    @Test
    void namesNobodyWhomNoRuleFits() {
        assertThat(PrincipalMapping.parse("RULE:^CN=(.*)$/$1/").name("O=x")).isEmpty();
        assertThat(PrincipalMapping.parse("RULE:^.*$//").name("O=x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "default", "RULE:a", "RULE:a/b", "RULE:[/b/", "RULE:a/b/ DEFAULT", "RULE:a/b/X", ","})
    void refusesWhatIsNoRule(String text) {
        assertThatThrownBy(() -> PrincipalMapping.parse(text))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("tls.principalMapping");
    }
}
