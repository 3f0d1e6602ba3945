import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// An answer that is streamed: a body of the program's request, passed on as it comes.
///
/// With the media type of an HTTP integration it begins with a JSON document that has status and fields, divided from the
/// body by eight NUL bytes. An error that comes up on the way stands in trailers.
final class LambdaStream: ExchangeReceiver {
    private static let preludeType = "application/vnd.awslambda.http-integration-response"
    private static let preludeLimit = 64 << 10
    private static let divider = 8

    private let call: LambdaCall
    private let responder: any ExchangeResponder
    private let contentType: String?
    /// What came of the document before the body; `nil` once the body has begun.
    private var prelude: ByteBuffer?
    private var trailers = HTTPFields()
    private var isOver = false

    init(_ call: LambdaCall, fields: HTTPFields, responder: any ExchangeResponder) {
        self.call = call
        self.responder = responder
        contentType = fields["content-type"]
        call.onConsumed = { responder.consumed($0) }
        if contentType?.hasPrefix(Self.preludeType) == true {
            prelude = ByteBuffer()
        } else {
            call.start(ResponseHead(fields: ["content-type": contentType ?? "application/octet-stream"]))
        }
    }

    func exchangeReceived(trailers: HTTPFields) {
        self.trailers = trailers
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        guard !isOver else { return responder.consumed(part.readableBytes) }
        if prelude == nil { call.write(part) } else { readPrelude(part) }
        guard isLast, !isOver else { return }
        isOver = true
        if let type = trailers["lambda-runtime-function-error-type"] {
            let body = trailers["lambda-runtime-function-error-body"].flatMap(Self.decoded) ?? ByteBuffer()
            call.fail(LambdaErrorReport(fields: ["lambda-runtime-function-error-type": type], body: body))
        } else if prelude != nil {
            broken("ended before its body began")
        } else {
            call.end()
        }
        RuntimeAPIAnswer.accept(responder)
    }

    private func readPrelude(_ part: ByteBuffer) {
        guard var prelude else { return }
        prelude.writeImmutableBuffer(part)
        responder.consumed(part.readableBytes)
        guard let end = Self.endOfPrelude(prelude) else {
            self.prelude = prelude
            if prelude.readableBytes > Self.preludeLimit { broken("has no eight NUL bytes behind its document") }
            return
        }
        self.prelude = nil
        let document = prelude.readSlice(length: end) ?? ByteBuffer()
        prelude.moveReaderIndex(forwardBy: Self.divider)
        do throws(MeridianError) {
            call.start(try LambdaAnswer.head(document))
        } catch {
            return broken("begins with a document that can't be read: \(error.message)")
        }
        // Its bytes have been reported as consumed already.
        let report = call.onConsumed
        call.onConsumed = nil
        call.write(prelude)
        call.onConsumed = report
    }

    private func broken(_ reason: String) {
        isOver = true
        call.fail(
            MeridianError(.functionReportedError, "the streamed answer \(reason)", status: 502))
    }

    private static func endOfPrelude(_ bytes: ByteBuffer) -> Int? {
        bytes.withUnsafeReadableBytes { bytes in
            var zeros = 0
            for index in bytes.indices {
                zeros = bytes[index] == 0 ? zeros + 1 : 0
                if zeros == divider { return index + 1 - divider }
            }
            return nil
        }
    }

    /// The body of an error travels in Base64.
    private static func decoded(_ text: String) -> ByteBuffer? {
        Base64.standard.decode(text).map { ByteBuffer(bytes: $0) } ?? ByteBuffer(string: text)
    }

    func exchangeBecameWritable() {}

    func exchangeCancelled(_ error: MeridianError) {
        guard !isOver else { return }
        isOver = true
        call.fail(
            MeridianError(.functionReportedError, "the program broke its streamed answer off", status: 502))
    }
}
