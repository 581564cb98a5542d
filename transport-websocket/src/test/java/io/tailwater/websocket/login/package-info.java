/** Tests of who is asking. */
@NullMarked
package io.tailwater.websocket.login;

import org.jspecify.annotations.NullMarked;
