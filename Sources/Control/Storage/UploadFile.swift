import MeridianCore
import NIOCore
import Persistence
import Synchronization

/// A package on its way in. Calls block.
final class UploadFile: Sendable {
    private let file: OpenFile
    private let position = Mutex<Int64>(0)

    init(_ path: String) throws(MeridianError) {
        file = try OpenFile.creating(path)
    }

    func write(_ part: ByteBuffer) throws(MeridianError) {
        try position.withLock { position throws(MeridianError) in
            try part.withUnsafeReadableBytes { bytes throws(MeridianError) in try file.write(bytes, at: position) }
            position += Int64(part.readableBytes)
        }
    }
}
