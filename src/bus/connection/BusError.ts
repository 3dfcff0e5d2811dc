/** An error reply, or what stands in for one that will never come. */
export class BusError extends Error {
  override readonly name = 'BusError'

  constructor(
    /** D-Bus error name, e.g. `org.freedesktop.DBus.Error.NoReply`. */
    readonly errorName: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Error names of the bus itself that are used here. */
export const busErrors = {
  accessDenied: 'org.freedesktop.DBus.Error.AccessDenied',
  disconnected: 'org.freedesktop.DBus.Error.Disconnected',
  failed: 'org.freedesktop.DBus.Error.Failed',
  invalidArgs: 'org.freedesktop.DBus.Error.InvalidArgs',
  limitsExceeded: 'org.freedesktop.DBus.Error.LimitsExceeded',
  noReply: 'org.freedesktop.DBus.Error.NoReply',
  notSupported: 'org.freedesktop.DBus.Error.NotSupported',
  propertyReadOnly: 'org.freedesktop.DBus.Error.PropertyReadOnly',
  unknownMethod: 'org.freedesktop.DBus.Error.UnknownMethod',
} as const
