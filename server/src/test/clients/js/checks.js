// What the programs beside this file share: small checks that say what they expected.
'use strict'

function check(condition, expectation) {
  if (!condition) throw new Error(`expected ${expectation}`)
}

/** Resolves when `condition` holds, told to look again by `changed()`; rejects after a time that is far too long. */
class Awaited {
  #waiting = []

  changed() {
    this.#waiting = this.#waiting.filter((waiting) => !waiting())
  }

  until(condition, expectation) {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`expected in time: ${expectation()}`)), 90_000)
      const look = () => {
        if (!condition()) return false
        clearTimeout(limit)
        resolve()
        return true
      }
      if (!look()) this.#waiting.push(look)
    })
  }
}

/** Runs the steps in order, each with a line of output; a failure ends the process with code 1. */
async function run(steps) {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step()
      console.log(`ok ${name}`)
    } catch (error) {
      console.log(`failed ${name}: ${error.stack}`)
      process.exit(1)
    }
  }
  process.exit(0)
}

module.exports = { Awaited, check, run }
