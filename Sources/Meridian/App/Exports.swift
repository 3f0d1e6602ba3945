// An author writes `import Meridian` and nothing else: the shared names, buffers and the logger come along.
@_exported public import MeridianCore

@_exported public import protocol JSONCodec.JSONDecodable
@_exported public import protocol JSONCodec.JSONEncodable
@_exported public import struct JSONCodec.JSONError
@_exported public import class JSONCodec.JSONKeys
@_exported public import struct JSONCodec.JSONReader
@_exported public import struct JSONCodec.JSONWriter
@_exported public import struct Logging.Logger
@_exported public import struct NIOCore.ByteBuffer
