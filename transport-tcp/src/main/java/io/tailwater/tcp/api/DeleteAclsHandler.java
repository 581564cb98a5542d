package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Takes back who may do what: refused, as by a Kafka without an authorizer. v2 and v3 change nothing here.
 */
public final class DeleteAclsHandler implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public DeleteAclsRequestData decode(Readable body, short version) {
        return new DeleteAclsRequestData(body, version);
    }

    @Override
    public Future<DeleteAclsResponseData> handle(RequestContext context, DeleteAclsRequestData request) {
        return Future.succeededFuture(answer(
                request,
                Errors.SECURITY_DISABLED,
                "There is no authorizer: whoever reaches this broker may do everything."));
    }

    private static DeleteAclsResponseData answer(DeleteAclsRequestData request, Errors error, String message) {
        DeleteAclsResponseData response = new DeleteAclsResponseData();
        for (int i = 0; i < request.filters().size(); i++) {
            response.filterResults()
                    .add(new DeleteAclsFilterResult().setErrorCode(error.code()).setErrorMessage(message));
        }
        return response;
    }

    @Override
    public DeleteAclsResponseData failed(RequestContext context, DeleteAclsRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
