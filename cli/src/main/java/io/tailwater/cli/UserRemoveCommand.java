package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater user remove}. */
@Command(
        name = "remove",
        description = "Removes a user: nobody logs in with that name any more. Connections that are open stay so.")
final class UserRemoveCommand extends UserStoreCommand {

    @Parameters(paramLabel = "NAME", description = "Who.")
    private String user = "";

    @Option(names = "--if-exists", description = "Be content when there is none.")
    private boolean ifExists;

    UserRemoveCommand(UserStore.AtRest atRest) {
        super(atRest);
    }

    @Override
    void run(UserStore users) throws Exception {
        boolean there = users.all().containsKey(user);
        if (!there && !ifExists) {
            throw ClientException.refused("There is no user " + Table.printable(user) + ".");
        }
        if (there) {
            users.remove(user);
        }
        print(
                new JsonObject().put("user", user).put("removed", there),
                there ? "The user " + user + " is removed." : "There was none.");
    }
}
