// Two ways to wait for events with libvirt's Python binding. Each starts, pauses and ends a guest, and prints what it heard.

const play = `
def play(conn, name):
    dom = conn.lookupByName(name)
    dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
    dom.destroy()
`

/** The library's own event loop in a thread. */
export const loopEvents = `
import libvirt, sys, threading, time
${play}
libvirt.virEventRegisterDefaultImpl()
def loop():
    while True: libvirt.virEventRunDefaultImpl()
threading.Thread(target=loop, daemon=True).start()
conn = libvirt.open(sys.argv[1])
seen = []
def heard(conn, dom, event, detail, opaque):
    seen.append((dom.name(), event, detail))
callback = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, heard, None)
play(conn, sys.argv[2])
for _ in range(500):
    if len(seen) == 3: break
    time.sleep(0.01)
print(seen)
conn.domainEventDeregisterAny(callback)
conn.close()
`

/** asyncio's event loop, by the binding's own libvirtaio. */
export const asyncEvents = `
import asyncio, libvirt, libvirtaio, sys
${play}
async def main():
    libvirtaio.virEventRegisterAsyncIOImpl()
    loop = asyncio.get_running_loop()
    conn = await loop.run_in_executor(None, libvirt.open, sys.argv[1])
    seen, done = [], asyncio.Event()
    def heard(conn, dom, event, detail, opaque):
        seen.append((dom.name(), event, detail))
        if len(seen) == 3: done.set()
    callback = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, heard, None)
    await loop.run_in_executor(None, play, conn, sys.argv[2])
    await asyncio.wait_for(done.wait(), 10)
    print(seen)
    conn.domainEventDeregisterAny(callback)
    conn.close()
asyncio.run(main())
`
