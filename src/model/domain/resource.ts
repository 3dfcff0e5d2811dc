// `<resource>`: the cgroup partition a domain lives in, and its Fibre Channel application id.
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface Resource {
  /** Absolute path such as `/machine`. */
  partition: string | undefined
  appId: string | undefined
}

export function parseResource(root: XmlElement): Resource | undefined {
  const [element, second] = root.elements('resource')
  if (second) throw refuseAt(second, 'only one resource element is supported')
  if (!element) return undefined
  const resource = {
    partition: childText(element, 'partition'),
    appId: nonEmpty(element.child('fibrechannel'), 'appid'),
  }
  if (!resource.partition && !resource.appId) throw refuseAt(element, 'unsupported <resource> element')
  return resource
}

export function formatResource(writer: XmlWriter, resource: Resource | undefined): void {
  if (!resource) return
  writer.elementIfAny('resource', {}, () => {
    writer.text('partition', resource.partition)
    if (resource.appId) writer.element('fibrechannel', { appid: resource.appId })
  })
}
