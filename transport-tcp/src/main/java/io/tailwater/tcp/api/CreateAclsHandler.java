package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Says who may do what: refused, as by a Kafka without an authorizer. v2 and v3 change nothing here.
 */
public final class CreateAclsHandler implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public CreateAclsRequestData decode(Readable body, short version) {
        return new CreateAclsRequestData(body, version);
    }

    @Override
    public Future<CreateAclsResponseData> handle(RequestContext context, CreateAclsRequestData request) {
        return Future.succeededFuture(answer(
                request,
                Errors.SECURITY_DISABLED,
                "There is no authorizer: whoever reaches this broker may do everything."));
    }

    private static CreateAclsResponseData answer(CreateAclsRequestData request, Errors error, String message) {
        CreateAclsResponseData response = new CreateAclsResponseData();
        for (int i = 0; i < request.creations().size(); i++) {
            response.results()
                    .add(new AclCreationResult().setErrorCode(error.code()).setErrorMessage(message));
        }
        return response;
    }

    @Override
    public CreateAclsResponseData failed(RequestContext context, CreateAclsRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
