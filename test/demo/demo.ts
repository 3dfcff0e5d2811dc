// npm run demo: a guest's whole life over the bus, with the commands that do the same by hand. With --session it is a user's own
// bus and daemon; otherwise the system's, of this machine if ours is installed on it, or of a throw-away host.
import { hostObstacle } from '../host/hostObstacle.js'
import type { DemoPlace } from './DemoPlace.js'
import { Narrator } from './Narrator.js'
import { privateSession } from './privateSession.js'
import { Stage } from './Stage.js'
import { story } from './story.js'
import { throwAwayHost } from './throwAwayHost.js'
import { isInstalledHere, thisMachine } from './thisMachine.js'

async function choosePlace(): Promise<DemoPlace> {
  if (process.argv.includes('--session')) return privateSession()
  if (isInstalledHere()) return thisMachine()
  return hostObstacle() === undefined ? throwAwayHost() : privateSession()
}

const place = await choosePlace()
const stage = new Stage(place, new Narrator(text => void process.stdout.write(text)))
try {
  await story(stage)
} catch (error) {
  stage.narrator.say('The demo did not succeed.')
  if (place.systemd) await stage.tell(...'journalctl --no-pager --lines=40 --unit=virtqemud.service'.split(' '))
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await place.close()
}
