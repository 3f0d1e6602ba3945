import FoundationEssentials
import NIOCore

extension ByteBuffer {
    /// The readable bytes, as SQLite takes them.
    var data: Data {
        withUnsafeReadableBytes { Data($0) }
    }
}
