"""Asks for the guests with GLib's proxies, and prints the first event. Usage: glibProxy.py ADDRESS DRIVER-PATH"""
import sys

from gi.repository import Gio, GLib

address, path = sys.argv[1:]
loop = GLib.MainLoop()
flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


def proxy(where, interface):
    return Gio.DBusProxy.new_sync(bus, Gio.DBusProxyFlags.NONE, None, 'org.libvirt', where, interface, None)


def signalled(_proxy, _sender, name, values):
    if name == 'DomainEvent':
        print('event', *values.unpack(), flush=True)
        loop.quit()


connect = proxy(path, 'org.libvirt.Connect')
connect.connect('g-signal', signalled)
guest = connect.ListDomains('(u)', 0)[0]
# A proxy reads all properties when it is made, through org.libvirt's two variants.
name = proxy(guest, 'org.libvirt.Domain').get_cached_property('Name')
print('guest', name.unpack(), flush=True)
loop.run()
