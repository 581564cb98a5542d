// What a program asks of the test that runs it, over its own input and output: "? restart" is answered with a line when done.
'use strict'

const readline = require('node:readline')

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]()

/** Resolves with the answer. */
async function ask(what) {
  console.log(`? ${what}`)
  const { value, done } = await answers.next()
  if (done) throw new Error(`nobody answers: ${what}`)
  return value
}

module.exports = { ask }
