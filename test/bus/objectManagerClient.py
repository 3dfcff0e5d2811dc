"""Watches a driver's objects with GLib's own object manager client, and prints one line for whatever it is told.

Usage: objectManagerClient.py ADDRESS DRIVER-PATH; ends with its standard input.
"""
import sys

from gi.repository import Gio, GLib

address, path = sys.argv[1:]
flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
manager = Gio.DBusObjectManagerClient.new_sync(
    connection, Gio.DBusObjectManagerClientFlags.NONE, 'org.libvirt', path, None, None, None)
loop = GLib.MainLoop()


def say(*words):
    print(*words, flush=True)


def name_of(thing):
    value = thing.get_interface('org.libvirt.Domain').get_cached_property('Name')
    return value.unpack() if value else None


def changed(_manager, thing, proxy, properties, _invalidated):
    for key, value in sorted(properties.unpack().items()):
        say('changed', name_of(thing), f'{proxy.get_interface_name()}.{key}', value)


for one in sorted(manager.get_objects(), key=lambda thing: thing.get_object_path()):
    if one.get_interface('org.libvirt.Domain'):
        say('known', name_of(one))
manager.connect('object-added', lambda _, thing: say('added', name_of(thing)))
manager.connect('object-removed', lambda _, thing: say('removed', name_of(thing)))
manager.connect('interface-proxy-properties-changed', changed)
GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_HUP | GLib.IO_IN, lambda *_: loop.quit())
say('ready')
loop.run()
