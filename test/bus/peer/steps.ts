// What is asked of libvirt-dbus and of our own session daemon, one after the other, on test:///default.
import { defining, finding, moments, running, saving } from './guestSteps.js'
import { connection, devices, interfaces, networks, standard, storage } from './hostSteps.js'
import type { Step } from './places.js'

/** @param folder where both may write */
export const steps = (folder: string): readonly Step[] => [
  ...finding,
  ...standard,
  ...connection,
  ...interfaces,
  ...networks,
  ...devices,
  ...storage,
  ...defining,
  ...running,
  ...moments,
  ...saving(folder),
]
