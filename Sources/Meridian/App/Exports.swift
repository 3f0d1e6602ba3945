// An author writes `import Meridian` and nothing else: the shared names, buffers and the logger come along.
@_exported public import MeridianCore

@_exported public import struct Logging.Logger
@_exported public import struct NIOCore.ByteBuffer
