package io.tailwater.storage.tck.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel whose reads can fail, and which refuses what the file layer does not allow. Thread-safe. */
final class FaultyChannel extends FileChannel {

    private final FileChannel channel;
    private final Check beforeRead;

    FaultyChannel(FileChannel channel, Check beforeRead) {
        this.channel = channel;
        this.beforeRead = beforeRead;
    }

    /** Throws when a read shall fail. */
    @FunctionalInterface
    interface Check {
        void pass() throws IOException;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        beforeRead.pass();
        return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        beforeRead.pass();
        return channel.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        beforeRead.pass();
        return channel.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        beforeRead.pass();
        return channel.transferTo(position, count, target);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int write(ByteBuffer source) {
        throw readOnly();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw readOnly();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw readOnly();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw readOnly();
    }

    @Override
    public FileChannel truncate(long size) {
        throw readOnly();
    }

    @Override
    public void force(boolean metaData) {
        throw readOnly();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw readOnly();
        }
        beforeRead.pass();
        return channel.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw readOnly();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw readOnly();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("a log file's channel is for reading: change it through LogFile");
    }
}
