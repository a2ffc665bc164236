"""Cameras on the network: Debian's GStreamer RTSP server, showing a ball that moves, or something else.

    rtsp-server.py PORT [SHOW ...]   says "ready PORT" when it listens; 0 takes any port
    rtsp-server.py check             ends with 0 where all that it needs is installed

SHOW is a pattern of videotestsrc or a film of H.264 in a file.mp4, which is played once to all. The first
is at /camera, others at /camera-2 and so on.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

PATTERN = (
    "( videotestsrc is-live=true pattern=%s ! video/x-raw,width=320,height=180,framerate=20/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10"
    " ! rtph264pay name=pay0 pt=96 )"
)
FILM = '( filesrc location="%s" ! qtdemux ! h264parse ! rtph264pay config-interval=-1 name=pay0 pt=96 )'

Gst.init(None)
if sys.argv[1] == "check":
    needed = ["videotestsrc", "x264enc", "rtph264pay", "rtpbin"]
    sys.exit(0 if all(Gst.ElementFactory.find(name) for name in needed) else 1)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
for at, show in enumerate(sys.argv[2:] or ["ball"]):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch((FILM if show.endswith(".mp4") else PATTERN) % show)
    factory.set_shared(True)
    server.get_mount_points().add_factory("/camera" + ("" if at == 0 else f"-{at + 1}"), factory)
if server.attach(None) == 0:
    sys.exit("the port is taken")
print("ready", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
