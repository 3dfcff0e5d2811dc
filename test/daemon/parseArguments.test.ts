import { join } from 'node:path'
import t from 'tap'
import { parseArguments } from '../../src/daemon/parseArguments.js'

const nothing = {
  daemonise: false,
  verbose: false,
  listen: false,
  configFile: undefined,
  pidFile: undefined,
  timeout: 0,
  mode: undefined,
}
const parse = (args: readonly string[], listenOption = false) =>
  parseArguments('/usr/sbin/virtqemud', args, { name: 'virtqemud', listenOption })

const accepted: readonly [args: string[], options: object][] = [
  [[], {}],
  [['-d', '-v'], { daemonise: true, verbose: true }],
  [['-dv'], { daemonise: true, verbose: true }],
  [['--daemon', '--verbose'], { daemonise: true, verbose: true }],
  [['-t', '120'], { timeout: 120 }],
  [['-t120'], { timeout: 120 }],
  [['-vt120'], { timeout: 120, verbose: true }],
  [['--timeout', '120'], { timeout: 120 }],
  [['--timeout=120'], { timeout: 120 }],
  [['--time', '120'], { timeout: 120 }],
  [['--time=0'], { timeout: 0 }],
  [['-f', '/etc/x.conf'], { configFile: '/etc/x.conf' }],
  [['-f', 'x.conf'], { configFile: join(process.cwd(), 'x.conf') }],
  [['--config=/a=b'], { configFile: '/a=b' }],
  [['-p', 'x.pid'], { pidFile: join(process.cwd(), 'x.pid') }],
  [['--session'], { mode: 'session' }],
  [['--system', '--'], { mode: 'system' }],
]
for (const [args, options] of accepted) {
  t.test(`'${args.join(' ')}' is understood`, async t => {
    t.strictSame(parse(args), { do: 'run', options: { ...nothing, ...options } })
  })
}

const refused: readonly [args: string[], message: RegExp][] = [
  [['--nonsense'], /^\/usr\/sbin\/virtqemud: unknown option '--nonsense'\nUsage: virtqemud/],
  [['-x'], /unknown option '-x'\nUsage:/],
  [['-vx'], /unknown option '-x'/],
  [['-l'], /unknown option '-l'/],
  [['--listen'], /unknown option '--listen'/],
  [['--ver'], /option '--ver' is ambiguous/],
  [['-t'], /option '-t' needs an argument/],
  [['--config'], /option '--config' needs an argument/],
  [['--daemon=yes'], /option '--daemon' takes no argument/],
  [['-t', '-5'], /'-5' is not a timeout/],
  [['-t', 'soon'], /'soon' is not a timeout/],
  [['-t', '5s'], /'5s' is not a timeout/],
  [['-t', ''], /'' is not a timeout/],
  [['-t', '2147484'], /'2147484' is not a timeout/],
  [['start'], /unexpected argument 'start'/],
  [['start', '-v'], /unexpected argument 'start'/],
  [['--', '-v'], /unexpected argument '-v'/],
  [['-'], /unexpected argument '-'/],
]
for (const [args, message] of refused) {
  t.test(`'${args.join(' ')}' is refused`, async t => {
    t.match(parse(args), { do: 'print', exitCode: 1, text: message })
  })
}

t.test('help and version win over what stands behind them', async t => {
  t.match(parse(['-h', '--nonsense=']), { do: 'print', exitCode: 1 }, 'a line that cannot be read is not')
  t.match(parse(['--help', 'start']), { do: 'print', exitCode: 0, text: /^Usage: virtqemud \[OPTION\]/ })
  t.strictSame(parse(['-V', 'start']), {
    do: 'print',
    exitCode: 0,
    text: '/usr/sbin/virtqemud (libvirt) 11.3.0\n',
  })
})

t.test('only the monolithic daemon has --listen', async t => {
  t.match(parse(['-l'], true), { do: 'run', options: { listen: true } })
  t.match(parse(['-h'], true), { text: /--listen/ })
  t.notMatch(parse(['-h']), { text: /--listen/ })
})
