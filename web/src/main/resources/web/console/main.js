import { History } from './history.js'
import { broker } from './pages/broker.js'
import { group } from './pages/group.js'
import { groups } from './pages/groups.js'
import { topic } from './pages/topic.js'
import { topics } from './pages/topics.js'
import { Router } from './router.js'
import { session } from './session.js'
import { shortcuts } from './shortcuts.js'
import { status } from './status.js'
import { theme } from './theme.js'

const history = new History()
const router = new Router(document.querySelector('main'), [
  ['topics', (main) => topics(main, history)],
  ['topics/{name}', (main, { name }) => topic(main, history, name, 'records')],
  ['topics/{name}/{tab}', (main, { name, tab }) => topic(main, history, name, tab)],
  ['groups', (main) => groups(main)],
  ['groups/{id}', (main, { id }) => group(main, id)],
  ['broker', (main) => broker(main, history)]
])

theme(document.querySelector('.theme'))
await session(document.querySelector('.who'))
status(document.querySelector('.status'), history)
shortcuts()
history.start()
router.show()
