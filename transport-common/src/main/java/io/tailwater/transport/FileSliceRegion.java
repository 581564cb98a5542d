package io.tailwater.transport;

import io.netty.channel.DefaultFileRegion;
import io.tailwater.spi.FileSlice;

/**
 * A piece of a slice on its way to the socket. Event-loop confined. A {@link DefaultFileRegion}, because Netty's native
 * transport knows no other kind to send without copying; but the channel is shared, so that the end of the region gives
 * back a lease and closes nothing.
 */
final class FileSliceRegion extends DefaultFileRegion {

    private final RegionLease lease;

    FileSliceRegion(FileSlice slice, int from, int length, RegionLease lease) {
        super(slice.channel(), slice.position() + from, length);
        this.lease = lease;
    }

    @Override
    protected void deallocate() {
        lease.pieceDone();
    }
}
