import { api } from '../api.js'
import { h, keyed, setText } from '../dom.js'
import { whole } from '../format.js'
import { spark } from '../parts/spark.js'
import { poll } from '../poll.js'
import { link } from '../router.js'
import { Series } from '../series.js'

const EVERY_MILLIS = 2_000
const DESCRIBED_AT_ONCE = 50 // of many groups, as many as are looked at

/** All groups, with how far they are behind. */
export function groups(main) {
  document.title = 'Groups · Tailwater'
  const filter = h('input', { type: 'search', placeholder: 'Filter groups', 'aria-label': 'Filter groups', 'data-key': '/', oninput: show })
  const body = h('tbody')
  const empty = h('p', { class: 'empty', hidden: true })
  main.append(
    h('div', { class: 'bar' }, h('h1', {}, 'Consumer groups'), filter),
    h('table', { class: 'list groups' },
      h('thead', {}, h('tr', {}, h('th', {}, 'Group'), h('th', {}, 'State'), h('th', {}, 'Protocol'),
        h('th', { class: 'number' }, 'Members'), h('th', { class: 'wide', 'aria-label': 'Lag of the last two minutes' }),
        h('th', { class: 'number' }, 'Lag'))),
      body),
    empty)

  const rows = keyed(body, ({ id }) => id, row)
  let known = null

  function shown() {
    const wanted = filter.value.trim().toLowerCase()
    return (known ?? []).filter(({ id }) => id.toLowerCase().includes(wanted))
  }

  function show() {
    rows(shown())
    empty.hidden = known === null || shown().length > 0
    setText(empty, filter.value.trim() ? 'No group has this in its name.' : 'There are no groups: they appear when a consumer joins or commits.')
  }

  return poll(EVERY_MILLIS, async (signal) => {
    const { groups: listed } = await api('/groups', { signal })
    const details = new Map((known ?? []).map((group) => [group.id, group]))
    known = listed.map((group) => ({ ...details.get(group.id), ...group }))
    show()
    await Promise.all(shown().slice(0, DESCRIBED_AT_ONCE).map(async (group) => {
      const { members, lag } = await api(`/groups/${encodeURIComponent(group.id)}`, { signal })
      Object.assign(group, { memberCount: members.length, lag })
      group.lags ??= new Series(['lag'])
      group.lags.add(Date.now(), { lag })
    }))
    show()
  })
}

function row(group) {
  const [state, protocol] = [h('td'), h('td')]
  const [members, lag] = [h('td', { class: 'number' }), h('td', { class: 'number' })]
  const plot = spark()
  const name = h('a', { href: link('groups', group.id) }, group.id)
  const element = h('tr', {}, h('td', { class: 'name' }, name), state, protocol, members, h('td', { class: 'wide' }, plot.element), lag)
  element.addEventListener('click', (event) => { if (event.target !== name) name.click() })
  return {
    element,
    update(now) {
      setText(state, now.state)
      setText(protocol, [now.type, now.protocolType].filter(Boolean).join(', '))
      setText(members, now.memberCount === undefined ? '' : whole(now.memberCount))
      setText(lag, now.lag === undefined ? '' : whole(now.lag))
      if (now.lags) plot.update(now.lags.of('lag'))
      lag.classList.toggle('behind', now.lag > 0)
    }
  }
}
