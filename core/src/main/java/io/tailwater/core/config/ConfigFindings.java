package io.tailwater.core.config;

/** What comes of reading a configuration beside the configuration itself. Owned by whoever reads. */
interface ConfigFindings {

    /** The first thing that is wrong ends the reading. */
    ConfigFindings STRICT = new ConfigFindings() {
        @Override
        public <T> T problem(InvalidConfigException what, T instead) {
            throw what;
        }

        @Override
        public void setting(ConfigCheck.Setting setting) {}
    };

    /**
     * Something is wrong.
     *
     * @param instead what to go on with
     * @throws InvalidConfigException when there is no going on
     */
    <T> T problem(InvalidConfigException what, T instead);

    /** A setting was looked for. */
    void setting(ConfigCheck.Setting setting);
}
