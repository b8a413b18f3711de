# OnRecord in a container: it runs each source at its times. See compose.yaml.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/onrecord
COPY pyproject.toml README.md LICENSE onrecord.py ./
COPY scraper scraper
COPY jobs jobs
RUN /opt/onrecord/bin/pip install --no-cache-dir '.[datasette,warc]'

FROM python:3.13-slim
COPY --from=build /opt/onrecord /opt/onrecord
ENV PATH=/opt/onrecord/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# The archive and onrecord.toml. Whoever runs it writes nowhere else.
RUN install --directory --owner=1000 --group=1000 /data
WORKDIR /data
VOLUME ["/data"]
USER 1000:1000
ENTRYPOINT ["onrecord"]
CMD ["schedule"]
