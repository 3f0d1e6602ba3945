import MeridianCore

extension LambdaFault {
    /// What kind of fault a numbered error is: by its number, or else by its status.
    static func kind(of error: MeridianError) -> (type: String, status: Int) {
        switch error.code {
        case .lambdaFunctionUnknown, .unknownService, .unknownFunction, .unknownRelease, .unknownAlias:
            ("ResourceNotFoundException", 404)
        case .lambdaConflict, .documentConflict: ("ResourceConflictException", 409)
        case .lambdaRevisionStale, .aliasChanged: ("PreconditionFailedException", 412)
        case .lambdaBodyInvalid: ("InvalidRequestContentException", 400)
        // The service's model has 502, at which clients try again; the same zip would be refused again.
        case .lambdaArchiveInvalid: ("InvalidZipFileException", 400)
        case .signatureWrong: ("InvalidSignatureException", 403)
        case .signatureOutOfTime: ("InvalidSignatureException", 403)
        case .signatureMalformed: ("IncompleteSignatureException", 400)
        case .accessKeyUnknown, .unauthorized: ("UnrecognizedClientException", 403)
        case .tokenExpired: ("ExpiredTokenException", 403)
        case .permissionMissing: ("AccessDeniedException", 403)
        default: kind(ofStatus: error.status)
        }
    }

    private static func kind(ofStatus status: Int) -> (type: String, status: Int) {
        switch status {
        case 403: ("AccessDeniedException", 403)
        case 404: ("ResourceNotFoundException", 404)
        case 409: ("ResourceConflictException", 409)
        case 412: ("PreconditionFailedException", 412)
        case 413: ("RequestTooLargeException", 413)
        case 415: ("UnsupportedMediaTypeException", 415)
        case 429: ("TooManyRequestsException", 429)
        case 400..<500: ("InvalidParameterValueException", 400)
        default: ("ServiceException", status)
        }
    }
}
