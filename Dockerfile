# Two stages, so that the image that runs has neither pip's leftovers nor tools for tests.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/pregonero
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY campaign ./campaign
RUN /opt/pregonero/bin/pip install --no-cache-dir -c constraints.txt '.[server]'

FROM python:3.12-slim
COPY --from=build /opt/pregonero /opt/pregonero
# 1000 is the first user of most Linux machines: the mounted folder stays theirs.
RUN useradd --uid 1000 --create-home pregonero \
    && install -d -o pregonero -g pregonero /campaign /campaign/build /data
ENV PATH=/opt/pregonero/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data \
    PREGONERO_DATABASE_URL=sqlite:////data/pregonero.sqlite
USER pregonero
WORKDIR /campaign
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s --retries=3 \
    CMD ["pregonero", "status", "--alive"]
ENTRYPOINT ["pregonero"]
CMD ["run"]
