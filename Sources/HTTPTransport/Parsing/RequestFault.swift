import MeridianCore

/// Why a request is refused before any handler sees it. A byte on the hot path; the sentence is made when needed.
enum RequestFault: UInt8, Error, CaseIterable {
    case method
    case methodTooLong
    case connect
    case target
    case targetTooLong
    case asterisk
    case scheme
    case userInfo
    case requestLine
    case version
    case unsupportedVersion
    case bareLineFeed
    case bareCarriageReturn
    case controlCharacter
    case spaceBeforeColon
    case foldedLine
    case fieldName
    case headTooLarge
    case tooManyFields
    case hostMissing
    case hostRepeated
    case hostInvalid
    case lengthInvalid
    case lengthRepeated
    case lengthWithCoding
    case codingInHTTP10
    case codingInvalid
    case codingUnsupported
    case expectation
    case bodyTooLarge
    case chunkSize
    case chunkExtension
    case chunkEnd
    case trailer
    case trailerTooLarge
}

extension RequestFault {
    /// The fault as an answer: number, sentence and status.
    var error: MeridianError {
        switch self {
        case .method: malformed("the method is no token")
        case .methodTooLong: refused(.unsupportedMethod, 501, "the method is longer than 32 characters")
        case .connect: refused(.unsupportedMethod, 501, "CONNECT is not implemented: this server is no proxy")
        case .target: malformed("the request target is empty or has a character that must be percent-encoded")
        case .targetTooLong: refused(.targetTooLong, 414, "the request target is too long; send the data in the body")
        case .asterisk: malformed("the request target '*' goes with OPTIONS only")
        case .scheme: malformed("the request target is neither a path nor an http address")
        case .userInfo: malformed("the request target has a user name before its host")
        case .requestLine: malformed("the request line is not 'METHOD target HTTP/1.1'")
        case .version: malformed("the HTTP version is malformed")
        case .unsupportedVersion:
            refused(.unsupportedHTTPVersion, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        case .bareLineFeed: malformed("a line ends in LF without CR")
        case .bareCarriageReturn: malformed("a CR stands without LF")
        case .controlCharacter: malformed("a field value has a control character")
        case .spaceBeforeColon: malformed("there is white space between a field name and its colon")
        case .foldedLine: malformed("a field line begins with white space")
        case .fieldName: malformed("a field name is empty or no token")
        case .headTooLarge:
            refused(.requestHeadTooLarge, 431, "the request head is too large; send fewer or shorter fields")
        case .tooManyFields: refused(.requestHeadTooLarge, 431, "the request head has too many fields; send fewer")
        case .hostMissing: refused(.invalidHost, 400, "the request has no Host field")
        case .hostRepeated: refused(.invalidHost, 400, "the request has more than one Host field")
        case .hostInvalid: refused(.invalidHost, 400, "the Host is not of the form 'name' or 'name:port'")
        case .lengthInvalid: refused(.ambiguousFraming, 400, "Content-Length is not one plain number")
        case .lengthRepeated: refused(.ambiguousFraming, 400, "the request has more than one Content-Length")
        case .lengthWithCoding:
            refused(.ambiguousFraming, 400, "the request has both Content-Length and Transfer-Encoding; send one")
        case .codingInHTTP10: refused(.ambiguousFraming, 400, "an HTTP/1.0 request can't have a Transfer-Encoding")
        case .codingInvalid: refused(.ambiguousFraming, 400, "Transfer-Encoding is not exactly 'chunked'")
        case .codingUnsupported:
            refused(.unsupportedTransferCoding, 501, "the only transfer coding understood is 'chunked'")
        case .expectation:
            refused(.unsupportedExpectation, 417, "the only expectation understood is '100-continue'")
        case .bodyTooLarge:
            refused(.requestBodyTooLarge, 413, "the request body is larger than this server accepts; send less")
        case .chunkSize: refused(.malformedChunk, 400, "a chunk size is not 1 to 15 hexadecimal digits")
        case .chunkExtension: refused(.malformedChunk, 400, "a chunk extension is malformed or too long")
        case .chunkEnd: refused(.malformedChunk, 400, "a chunk is not followed by CRLF")
        case .trailer: refused(.malformedChunk, 400, "a trailer field is malformed")
        case .trailerTooLarge: refused(.requestHeadTooLarge, 431, "the trailer section is too large")
        }
    }

    private func malformed(_ message: String) -> MeridianError {
        refused(.malformedRequest, 400, message)
    }

    private func refused(_ code: ErrorCode, _ status: Int, _ message: String) -> MeridianError {
        MeridianError(code, message, status: status)
    }
}
