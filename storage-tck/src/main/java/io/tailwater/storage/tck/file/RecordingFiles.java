package io.tailwater.storage.tck.file;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.SystemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Real files below a root directory, together with what of them would survive the loss of power. Thread-safe: one call at a
 * time. What is below the root at the beginning is durable. Forces cost nothing: nothing is really forced.
 *
 * <p>The states that {@link #losePower} makes are those that POSIX allows and that ext4 ({@code data=ordered}) and XFS
 * between them can show, and then some; an engine has to bear them all:
 *
 * <ul>
 *   <li><b>Data.</b> Each page of 4 KiB that differs from what was forced last is as it was or as it is, whichever order the
 *       pages were written in; or torn, at a sector of 512 bytes. The kernel may also have written any page at any time
 *       before ({@link #writeBack}), so that older versions show up. Stores through mappings are writes.
 *   <li><b>Size.</b> A file that grew has its old size, its new size, or a page's end between; what is not written reads as
 *       zeros, as in extents that are allocated, not written. A file that was cut has all its old bytes, or none past the
 *       cut: cut and then grown, it never shows bytes of before.
 *   <li><b>Names.</b> Each creation, rename and deletion that was not forced has happened or not, in any order across names,
 *       in their order for one name. A rename is atomic. The name of a forced file is not forced (ext4 forces the name of a
 *       new file with it; POSIX promises nothing).
 *   <li><b>Rename</b> does not wait for data: a name can appear with a file whose pages are not there (ext4's
 *       {@code auto_da_alloc} avoids that; XFS does not).
 * </ul>
 *
 * <p>Not modelled: disks that lie about forces, bytes that rot, and files' times, which are those of the copy.
 */
public final class RecordingFiles implements FileLayer, AutoCloseable {

    private final SystemFiles system = new SystemFiles();
    private final Path root;
    private final NameJournal names;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private long changesLeft = Long.MAX_VALUE;
    private boolean forcesFail;

    /** @param root a directory that is there, whose name and contents are taken to be durable */
    public RecordingFiles(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.names = new NameJournal(RecordedDirectory.of(this.root));
        names.root().files().forEach(opened::add);
    }

    public Path root() {
        return root;
    }

    /** Loses power at the n-th change from now: that call and all later ones fail and do nothing. */
    public synchronized void losePowerAfter(long changes) {
        changesLeft = changes;
    }

    /** Whether calls have begun to fail because power is lost. */
    public synchronized boolean isPowerLost() {
        return changesLeft < 0;
    }

    /** Waits until calls have begun to fail because power is lost, or so many milliseconds; returns whether they have. */
    public synchronized boolean awaitPowerLoss(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; changesLeft >= 0 && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return changesLeft < 0;
    }

    /** Lets forces of files fail, or work again; see {@link RecordedFile#failForce}. */
    public synchronized void failForces(boolean failing) {
        forcesFail = failing;
    }

    void force(RecordedFile file) throws IOException {
        if (forcesFail) {
            file.failForce();
            throw new IOException("Input/output error");
        }
        file.force();
    }

    /** Writes some of what is not forced to disk, as the kernel does when it likes. */
    public synchronized void writeBack(SplittableRandom random) throws IOException {
        if (random.nextBoolean()) {
            names.commitSome(random);
        }
        for (RecordedFile file : names.root().files().toList()) {
            file.writeBack(random);
        }
    }

    /**
     * Makes a directory as power loss could leave it: nothing that was not forced, all of it, or part of it, by the seed.
     * Afterwards everything opened through this layer is closed and unmapped: the engine must not be touched again.
     *
     * @param target a directory that does not exist yet
     */
    public synchronized void losePower(Path target, long seed) throws IOException {
        Survival survival = Survival.of(new SplittableRandom(seed));
        names.loseSome(survival);
        names.root().writeTo(target, survival);
        changesLeft = -1;
        close();
    }

    /** Makes a directory as the death of the process alone leaves it, and closes everything as {@link #losePower} does. */
    public synchronized void crash(Path target) throws IOException {
        names.forceAll();
        names.root().writeTo(target, Survival.OF_EVERYTHING);
        changesLeft = -1;
        close();
    }

    @Override
    public synchronized LogFile openOrCreate(Path file) throws IOException {
        Location location = locate(file);
        if (location.node() == null) {
            change("create", file);
            Files.createFile(file);
            names.bind(location, keep(RecordedFile.of(file)));
        }
        return open(file);
    }

    @Override
    public synchronized LogFile open(Path file) throws IOException {
        checkPower("open", file);
        if (!(locate(file).node() instanceof RecordedFile recorded)) {
            throw new NoSuchFileException(file.toString());
        }
        return keep(new RecordingFile(this, recorded, system.open(file), file));
    }

    @Override
    public boolean exists(Path path) {
        return system.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return system.size(file);
    }

    @Override
    public long lastModifiedMillis(Path file) throws IOException {
        return system.lastModifiedMillis(file);
    }

    @Override
    public synchronized void setLastModifiedMillis(Path file, long millis) throws IOException {
        change("set the time of", file);
        system.setLastModifiedMillis(file, millis);
    }

    @Override
    public int links(Path file) throws IOException {
        return system.links(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return system.list(directory);
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        if (isRoot(directory)) {
            return;
        }
        Path path = root;
        for (Path name : root.relativize(directory.toAbsolutePath().normalize())) {
            path = path.resolve(name);
            Location location = locate(path);
            if (location.node() == null) {
                change("create", path);
                Files.createDirectory(path);
                names.bind(location, new RecordedDirectory());
            }
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        change("rename", from);
        Location source = locate(from);
        Location target = locate(to);
        system.rename(from, to);
        names.move(source, target);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        Location location = locate(path);
        if (location.node() != null) {
            change("delete", path);
            system.delete(path);
            names.bind(location, null);
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        change("force", directory);
        Node node = isRoot(directory) ? names.root() : locate(directory).node();
        if (!(node instanceof RecordedDirectory recorded)) {
            throw new NoSuchFileException(directory.toString());
        }
        names.force(recorded);
    }

    @Override
    public synchronized @Nullable AutoCloseable tryLock(Path file) throws IOException {
        openOrCreate(file).close();
        AutoCloseable lock = system.tryLock(file);
        return lock == null ? null : keep(lock);
    }

    /** Closes and unmaps everything opened through this layer. */
    @Override
    public synchronized void close() throws IOException {
        List<AutoCloseable> all = new ArrayList<>(opened);
        opened.clear();
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Called before every change, under the monitor. */
    void change(String what, Path file) throws IOException {
        checkPower(what, file);
        if (changesLeft != Long.MAX_VALUE && --changesLeft < 0) {
            notifyAll();
            checkPower(what, file);
        }
    }

    private void checkPower(String what, Path file) throws IOException {
        if (changesLeft < 0) {
            throw new IOException("power is lost: cannot " + what + " " + file);
        }
    }

    private boolean isRoot(Path directory) {
        return directory.toAbsolutePath().normalize().equals(root);
    }

    private Location locate(Path path) throws IOException {
        Path relative = root.relativize(path.toAbsolutePath().normalize());
        RecordedDirectory directory = names.root();
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            if (!(directory.child(relative.getName(i).toString()) instanceof RecordedDirectory child)) {
                throw new NoSuchFileException(path.toString());
            }
            directory = child;
        }
        return new Location(directory, relative.getFileName().toString());
    }
}
