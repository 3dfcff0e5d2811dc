// What virt-admin prints of a libvirtd that has nothing but itself as a client.
import type { Step } from './Step.js'

export const adminSteps: readonly Step[] = [
  ['uri', 'libvirtd:///system'],
  ['version', /^Compiled against library: libvirt [\d.]+\n[^]*Running against daemon: [\d.]+$/],
  ['server-list', /^Id +Name\n-+\n 0 +libvirtd\n 1 +admin$/],
  ['srv-list', /libvirtd/],
  [
    'server-threadpool-info libvirtd',
    /^minWorkers +: 5\nmaxWorkers +: 20\nnWorkers +: 5\nfreeWorkers +: 5\nprioWorkers +: 5/,
  ],
  ['server-threadpool-set libvirtd --min-workers 3 --max-workers 9 --priority-workers 4', ''],
  ['server-threadpool-info libvirtd', /^minWorkers +: 3\nmaxWorkers +: 9\n[^]*prioWorkers +: 4/],
  ['server-threadpool-set libvirtd --min-workers 30', /error: [^]*minWorkers must not be larger than maxWorkers/],
  ['server-clients-info admin', /^nclients_max +: 5000\nnclients +: 1\n/],
  ['server-clients-set libvirtd --max-clients 50 --max-unauth-clients 7', ''],
  ['server-clients-info libvirtd', /^nclients_max +: 50\n[^]*nclients_unauth_max +: 7/],
  ['client-list admin', /^Id +Transport +Connected since\n-+\n \d+ +unix +\d{4}-/],
  ['client-list libvirtd', /^Id +Transport +Connected since\n-+/],
  ['client-info admin 999', /error: [^]*No client with matching ID '999'/],
  ['client-disconnect libvirtd 999', /error: [^]*No client with matching ID '999'/],
  ['client-list nosuch', /error: [^]*Server not found: No server named 'nosuch'/],
  ['server-update-tls libvirtd', /error: [^]*no tls service found/],
  ['daemon-log-filters', /^Logging filters:/],
  ['daemon-log-filters --filters "1:rpc 3:bus"', ''],
  ['daemon-log-filters', 'Logging filters: 1:rpc 3:bus'],
  ['daemon-log-filters --filters ""', ''],
  ['daemon-log-outputs', /^Logging outputs: /],
  ['daemon-log-outputs --outputs "2:stderr"', ''],
  ['daemon-log-outputs', 'Logging outputs: 2:stderr'],
  ['daemon-log-outputs --outputs "9:nowhere"', /error: /],
  ['daemon-timeout --timeout 600', ''],
]
