// Who is let in where one has to log in: the console in Chromium and tailwater.js in Node, against the broker at argv[2] (HTTP). Of the
// topics `orders` and `secrets` ada may read the first, until the test that runs this is asked to withdraw that.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { chromium } = require('playwright-core')
const WebSocket = globalThis.WebSocket ?? require('ws')
const { ask } = require('./ask')
const { check, run } = require('./checks')

const [httpAddress] = process.argv.slice(2)
const url = `http://${httpAddress}`
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'tailwater-chromium-'))
const troubles = []
let browser
let page
let module_

async function logIn(user, password) {
  await page.getByLabel('Name').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** What a client gets of a topic: its first record, or the code of its refusal. */
async function first(client, topic) {
  try {
    for await (const record of client.tail(topic, { from: 'earliest' })) return record.value
  } catch (error) {
    return error.code
  } finally {
    client.close()
  }
}

run({
  async 'tailwater.js says who it is'() {
    module_ = await import(path.join(__dirname, '../../../../../web/src/main/resources/web/tailwater.js'))
    const client = (credentials) => new module_.Tailwater({ url, WebSocket, ...credentials })
    check(await first(client({ user: 'ada', password: 'ada-secret' }), 'orders') === 'first', 'the first order')
    check(await first(client({ user: 'ada', password: 'ada-secret' }), 'secrets') === 'TOPIC_AUTHORIZATION_FAILED', 'no secrets')
    check(await first(client({ user: 'ada', password: 'ada-secret' }), 'absent') === 'TOPIC_AUTHORIZATION_FAILED', 'no word of what is there')
    check(await first(client({ user: 'ada', password: 'wrong' }), 'orders') === 'SASL_AUTHENTICATION_FAILED', 'nothing with a wrong password')
    check(await first(client({ token: 'a.b.c' }), 'orders') === 'SASL_AUTHENTICATION_FAILED', 'nothing with a wrong token')
    check(await first(client({}), 'orders') === 'SASL_AUTHENTICATION_FAILED', 'nothing without a name')
  },
  async 'the console asks who one is before it shows anything'() {
    browser = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      timeout: 90_000,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
    })
    page = browser.pages()[0] ?? await browser.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => troubles.push(error.message))
    await page.goto(`${url}/`)
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    check(!/orders|secrets/.test(await page.innerText('body')), 'no topic on the page')
  },
  async 'a wrong password is refused, and says so'() {
    await logIn('ada', 'wrong')
    await page.getByTestId('login-error').filter({ hasText: 'not accepted' }).waitFor()
    check((await browser.cookies()).length === 0, 'no cookie')
  },
  async 'who logs in sees what is theirs'() {
    await logIn('ada', 'ada-secret')
    await page.getByRole('link', { name: 'orders' }).waitFor()
    check(!/secrets/.test(await page.innerText('body')), 'no other topic in the list')
    check(await page.getByTestId('who').innerText() === 'ada', 'the name at the top')
    const [cookie] = await browser.cookies()
    check(cookie.httpOnly && cookie.sameSite === 'Strict', `a cookie no script sees, not ${JSON.stringify(cookie)}`)
    check(await page.evaluate(() => document.cookie) === '', 'no cookie for scripts')
  },
  async 'what may not be seen is refused in words'() {
    await page.goto(`${url}/#/topics/secrets`)
    await page.getByTestId('trouble').filter({ hasText: "User:ada needs READ on topic 'secrets'" }).waitFor()
    await page.goto(`${url}/#/broker`)
    await page.getByRole('alert').filter({ hasText: 'DESCRIBE on the cluster' }).waitFor()
  },
  async 'a tail ends when its right is withdrawn'() {
    await page.goto(`${url}/#/topics/orders`)
    await page.getByTestId('counts').filter({ hasText: '1 records' }).waitFor()
    await ask('withdraw')
    await page.getByTestId('trouble').filter({ hasText: "User:ada needs READ on topic 'orders'" }).waitFor()
    await page.getByTestId('state').filter({ hasText: 'ended' }).waitFor()
  },
  async 'who logs out is asked again'() {
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    check((await browser.cookies()).length === 0, 'no cookie any more')
    check(troubles.length === 0, `no errors on the pages, not ${troubles}`)
  },
  async 'closes'() {
    await browser.close()
    fs.rmSync(profile, { recursive: true, force: true })
  }
})
