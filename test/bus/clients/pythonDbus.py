"""Asks for the guests with dbus-python, and prints the first event. Usage: pythonDbus.py ADDRESS DRIVER-PATH"""
import sys

import dbus.bus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

address, path = sys.argv[1:]
loop = GLib.MainLoop()
bus = dbus.bus.BusConnection(address, mainloop=DBusGMainLoop())
connect = dbus.Interface(bus.get_object('org.libvirt', path), 'org.libvirt.Connect')


def event(domain, kind, detail):
    print('event', domain, kind, detail, flush=True)
    loop.quit()


connect.connect_to_signal('DomainEvent', event)
guest = bus.get_object('org.libvirt', connect.ListDomains(dbus.UInt32(0))[0])
properties = dbus.Interface(guest, 'org.freedesktop.DBus.Properties').GetAll('org.libvirt.Domain')
print('guest', properties['Name'], flush=True)
loop.run()
