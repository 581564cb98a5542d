package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code tailwater user list}. */
@Command(name = "list", description = "Lists users and how they may log in as Kafka clients.")
final class UserListCommand extends UserStoreCommand {

    UserListCommand(UserStore.AtRest atRest) {
        super(atRest);
    }

    @Override
    void run(UserStore users) throws Exception {
        JsonArray found = new JsonArray();
        Table table = new Table("USER", "MECHANISM", "ITERATIONS");
        users.all().forEach((user, credentials) -> {
            JsonArray json = new JsonArray();
            for (UserStore.UserCredential credential : credentials) {
                json.add(new JsonObject()
                        .put("mechanism", credential.mechanism())
                        .put("iterations", credential.iterations()));
                table.add(user, credential.mechanism(), credential.iterations());
            }
            found.add(new JsonObject().put("user", user).put("credentials", json));
        });
        print(found, table);
    }
}
