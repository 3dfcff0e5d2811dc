/** The bus itself, as a destination, a sender and an interface. */
export const busName = 'org.freedesktop.DBus'
