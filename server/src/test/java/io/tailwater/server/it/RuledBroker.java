package io.tailwater.server.it;

import io.tailwater.server.it.AuthorizationTable.Need;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** A broker of which whoever does not log in may do what a test says, and nothing else. Owned by one thread. */
interface RuledBroker extends AutoCloseable {

    /** Where those are let in who do not log in. */
    String address();

    /** The id of the table's topic, which is there afterwards, with one partition. */
    Uuid topic() throws Exception;

    /** Grants these rights in place of those before; returns when they are in force. */
    void grant(List<Need> needs) throws Exception;

    @Override
    void close() throws Exception;
}
