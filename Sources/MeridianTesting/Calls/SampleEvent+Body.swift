public import NIOCore
public import SampleEvents

extension SampleEvent {
    /// The document as bytes.
    public var body: ByteBuffer { ByteBuffer(string: json) }
}
