// kafkajs against a broker that wants logins, at argv[2]; user and password are argv[3] and argv[4].
'use strict'

const { Kafka, logLevel } = require('kafkajs')
const { check, run } = require('./checks')

const [broker, username, password] = process.argv.slice(2)

function kafka(mechanism, secret) {
  return new Kafka({
    clientId: 'kafkajs',
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 20_000,
    authenticationTimeout: 30_000,
    retry: { retries: 0 },
    sasl: { mechanism, username, password: secret }
  })
}

async function writes(mechanism) {
  const topic = `kafkajs-${mechanism}`
  const client = kafka(mechanism, password)
  const producer = client.producer()
  await producer.connect()
  const [{ baseOffset }] = await producer.send({ topic, acks: -1, messages: [{ value: 'hello' }] })
  await producer.disconnect()
  check(baseOffset === '0', `the first record at offset 0, not ${baseOffset}`)
}

async function refuses(mechanism) {
  const admin = kafka(mechanism, 'wrong').admin()
  const refusal = await admin.connect().then(
    () => undefined,
    (error) => error
  )
  check(refusal?.name === 'KafkaJSSASLAuthenticationError', `a refused login, not ${refusal}`)
}

const steps = {}
for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
  steps[`logs in with ${mechanism}`] = () => writes(mechanism)
  steps[`is refused with ${mechanism}`] = () => refuses(mechanism)
}
run(steps)
