import JSONCodec
import MeridianCore
import NIOCore

extension AcceptedEventsDocument {
    /// What ``ControlJSON/encode(_:)`` writes, at once: it is the answer for every event.
    var json: ByteBuffer {
        var writer = JSONWriter(capacity: 64 + events.count * 256)
        writer.beginObject()
        writer.key("events")
        writer.beginArray()
        for event in events {
            writer.element()
            event.write(&writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.finish()
    }
}

extension AcceptedEventDocument {
    fileprivate func write(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("accepted")
        writer.beginArray()
        for call in accepted {
            writer.element()
            call.write(&writer)
        }
        writer.endArray()
        writer.key("id")
        writer.write(id)
        writer.key("source")
        writer.write(source)
        writer.endObject()
    }
}

extension AcceptedCallDocument {
    fileprivate func write(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("function")
        writer.write(function.rawValue)
        writer.key("id")
        writer.write(id)
        writer.key("isDuplicate")
        writer.write(isDuplicate)
        writer.key("service")
        writer.write(service.rawValue)
        writer.endObject()
    }
}
